import type { Declare } from '../program/globals.ts';
import { deregister } from './deregister.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { pause } from './pause.ts';
import { refresh } from './refresh.ts';
import { register } from './register.ts';
import { resume } from './resume.ts';
import { rotate } from './rotate.ts';

/** All commands, in the order of the help. */
export const commands: readonly Declare[] = [list, get, register, refresh, pause, resume, rotate, deregister];
