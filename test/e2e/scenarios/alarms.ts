import type { World } from '../world/world.ts';
import { test } from '@jest/globals';
export function alarmScenarios(_world: () => World): void { test.todo('x'); }
