import { start } from '../program/start.ts';

// The package's one file is made of this (scripts/package). cli/bin/pullpass.js has switched the compile cache on.
void start();
