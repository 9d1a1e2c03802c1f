import { start } from './program/start.ts';

// Of a clone and of the package's one file (scripts/package). cli/bin has already enabled the compile cache.
void start();
