import { start } from '../program/start.ts';

// The entry of the package's one file (scripts/package). cli/bin/pullpass.js has already enabled the compile cache.
void start();
