/** Partitions of each index: DynamoDB takes 1,000 writes a second in each. */
export const shards = ['0', '1', '2', '3', '4', '5', '6', '7'] as const;

/** The shard of a cluster: FNV-1a over its name, so that it never moves. */
export function shardOf(name: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return String((hash >>> 0) % shards.length);
}
