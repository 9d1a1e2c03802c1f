import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import { literalNames } from '../../../shared/targets/namespaceSelection.ts';

/** What was known of a cluster's chosen namespaces before. */
export interface Known {
  /** How many there are. */
  chosen: number;
  /** How many of them have a known valid credential. */
  covered: number;
}

export const nothingKnown: Known = { chosen: 0, covered: 0 };

/**
 * What a record says of them. If the spec has changed since the last write, only the namespaces that it names are
 * known. `now`: epoch milliseconds.
 */
export function knownFrom({ spec, version, status }: ClusterRecord, now: number): Known {
  const { ready, failed, skipped, uncovered = 0 } = status.namespaces;
  const before = ready + failed + skipped;
  const isOfThisSpec = (status.countedVersion ?? status.servedVersion) === version;
  const lives = (status.ends ?? 0) > now;
  return {
    chosen: namedIn(spec) ?? before,
    covered: isOfThisSpec && lives ? before - uncovered : 0,
  };
}

/** How many namespaces the targets name; undefined if a target chooses others too. */
function namedIn({ targets }: ClusterRecord['spec']): number | undefined {
  const names = targets.map((target) => literalNames(kindOf(target).selection(target)));
  return names.includes(undefined) ? undefined : new Set(names.flatMap((each) => each ?? [])).size;
}
