import { join } from 'node:path';

export const root = join(import.meta.dirname, '../../..');

/** The functions of serverless.yml, each a folder of functions/ with a handler.ts. */
export const functionNames = ['refresh', 'push', 'registration', 'widget'] as const;

export type FunctionName = (typeof functionNames)[number];

export const buildFolder = join(root, '.build');

export const handlerOf = (name: FunctionName): string => join(root, 'functions', name, 'handler.ts');
