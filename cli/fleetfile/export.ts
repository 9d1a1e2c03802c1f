import { relative, sep } from 'node:path';
import { cwd } from 'node:process';
import { stringify } from 'yaml';
import type { ClusterResource } from '../../shared/api/schemas.ts';
import { withClient } from '../connect/connect.ts';
import { sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { say } from '../output/say.ts';
import { exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import { withProgress } from '../terminal/progress.ts';
import { specOf } from './change/decide.ts';
import { schemaFile } from './editor/schemaFile.ts';

/** `pullpass export`: the fleet file for what is registered. Applying it changes nothing. */
export async function exportFleet(options: Globals & { label?: string[] }, io: Io): Promise<number> {
  const clusters = await withClient(options, io, (client) =>
    withProgress(io, 'Reading the fleet', () => client.list({ labels: options.label ?? [] })),
  );
  const fleet = fleetOf(clusters);
  const { output } = options;
  print(io, output === 'table' ? 'name' : output, {
    data: fleet,
    names:
      output === 'table'
        ? [fleetText(clusters, schemaComment(schemaFile, cwd())).trimEnd()]
        : fleet.clusters.map(({ name }) => name),
    lines: () => [],
  });
  for (const { name } of clusters.filter(isLeaving))
    say(io, `${name} is left out: it is being deregistered.`);
  sayNext(io, options, 'Keep it as fleet.yaml in Git, then', 'diff -f fleet.yaml');
  return exitCodes.done;
}

const isLeaving = ({ status }: ClusterResource) => status.phase === 'Deregistering';

/** Pure: the content of a fleet file for these clusters, each complete, sorted by name. */
export function fleetOf(clusters: readonly ClusterResource[]) {
  return {
    clusters: clusters
      .filter((cluster) => !isLeaving(cluster))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((cluster) => {
        const { name, labels, site, registries, targets, renew, paused, ...intervals } = specOf(cluster);
        return {
          name,
          ...(Object.keys(labels).length > 0 && { labels: sorted(labels) }),
          ...(site !== undefined && { site }),
          registries,
          targets,
          ...intervals,
          ...(renew && { renew }),
          ...(paused && { paused }),
        };
      }),
  };
}

const sorted = (labels: Record<string, string>) =>
  Object.fromEntries(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Pure: the text of the file. */
export function fleetText(clusters: readonly ClusterResource[], comment: string): string {
  // Texts that YAML 1.1 reads as something else, such as no and 012, are quoted.
  return `${comment}\n${stringify(fleetOf(clusters), { lineWidth: 0, compat: 'yaml-1.1' })}`;
}

/** The comment that tells editors (yaml-language-server) where the schema is, relative to the file's folder. */
export function schemaComment(file: string, folder: string): string {
  const path = relative(folder, file).replaceAll(sep, '/');
  return `# yaml-language-server: $schema=${path.startsWith('.') ? path : `./${path}`}`;
}
