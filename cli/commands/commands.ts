import type { Declare } from '../program/globals.ts';
import { apply } from './apply.ts';
import { bootstrap } from './bootstrap.ts';
import { check } from './check.ts';
import { completion } from './completion.ts';
import { costs } from './costs.ts';
import { deploy } from './deploy.ts';
import { deregister } from './deregister.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { events } from './events.ts';
import { exportFleet } from './export.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { permissions } from './permissions.ts';
import { pause, refresh, resume } from './pushing.ts';
import { redrive } from './redrive.ts';
import { register } from './register.ts';
import { registry } from './registry.ts';
import { reindex } from './reindex.ts';
import { removals } from './removals.ts';
import { restore } from './restore.ts';
import { rotate } from './rotate.ts';
import { smoke } from './smoke.ts';
import { status } from './status.ts';
import { target } from './target.ts';

/** All commands, in the order of the help. */
export const commands: readonly Declare[] = [
  status,
  list,
  get,
  events,
  check,
  doctor,
  bootstrap,
  register,
  refresh,
  pause,
  resume,
  rotate,
  target,
  registry,
  permissions,
  removals,
  deregister,
  apply,
  diff,
  exportFleet,
  deploy,
  smoke,
  redrive,
  restore,
  reindex,
  costs,
  completion,
];
