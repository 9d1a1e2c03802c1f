import { shardOf as shardOfAll } from '../../../../shared/clusters/shards.ts';

/** Replaces all shards: see twoShards. */
export const shards = ['0', '1'] as const;

export const shardOf = (name: string): string => String(Number(shardOfAll(name)) % shards.length);
