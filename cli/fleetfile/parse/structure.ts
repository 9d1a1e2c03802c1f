import * as z from 'zod';
import { clusterSpecObject } from '../../../shared/clusters/spec.ts';
import { dnsLabel } from '../../../shared/validation/names.ts';
import { isTokenLife } from '../../bootstrap/tokenLife.ts';

/** A kubeconfig in a file, relative to the fleet file. */
const kubeconfigAccess = z.strictObject({
  file: z
    .string()
    .min(1)
    .max(4096)
    .describe('Path of a kubeconfig; from the folder of the fleet file where it is relative.'),
  context: z
    .string()
    .min(1)
    .max(253)
    .nullish()
    .describe('Its context to use; default: its current-context, or its only one.'),
});

const text = z.string().min(1).max(4096);

/** The admin's own access to the cluster, with which a credential is made for PullPass. */
const bootstrapAccess = z.strictObject({
  context: text.nullish().describe('Context of an admin of the cluster; default: the only one.'),
  kubeconfig: text
    .nullish()
    .describe(
      'Path of a kubeconfig; from the folder of the fleet file where it is relative. Default: the one kubectl uses.',
    ),
  identity: z
    .string()
    .regex(/^[^/]+\/[^/]+$/)
    .nullish()
    .describe('Service account to make, as NAMESPACE/NAME; default: pullpass/pullpass.'),
  tokenLife: z
    .string()
    .refine((life) => isTokenLife(life), 'must be a life from 20m to 3650d, such as 30d')
    .nullish()
    .describe('Life of its tokens, such as 30d or 12h; default: 30d.'),
  server: text.nullish().describe('URL of the API server as the workers reach it; default: as you do.'),
  caFile: text.nullish().describe('Path of the CA that the workers verify it with.'),
  tlsServerName: text.nullish().describe('Name that they verify its certificate against.'),
  proxyUrl: text.nullish().describe('Proxy that they go through.'),
});

export const access = z
  .strictObject({ kubeconfig: kubeconfigAccess.nullish(), bootstrap: bootstrapAccess.nullish() })
  .refine(
    ({ kubeconfig, bootstrap }) => (kubeconfig == null) !== (bootstrap == null),
    'needs either kubeconfig or bootstrap',
  )
  .describe(
    'Where the credential is, or who makes it. It is used when the cluster is new, when its stored credential was refused or has ended, and with --rotate.',
  );

export const omit = z
  .strictObject({
    registries: z.array(z.string()).nullish().describe('Names of registries of the defaults.'),
    targets: z.array(z.string()).nullish().describe('Names of targets of the defaults.'),
    labels: z.array(z.string()).nullish().describe('Keys of labels of the defaults.'),
  })
  .describe('Defaults that this cluster leaves out.');

/** Checked once it is merged with the defaults. */
const later = z.unknown().optional();

/** Entries of the defaults and of a cluster are merged by name, so their names are checked first. */
const named = z
  .array(
    z
      .looseObject({ name: z.string().nullish(), kind: z.string().nullish() })
      .refine(({ name, kind }) => (name ?? kind) != null, 'needs a kind, or the name of one of the defaults'),
  )
  .nullish();

/** Fields that are merged key by key or entry by entry; a cluster takes the others as a whole from the defaults. */
const inParts = { labels: z.record(z.string(), z.unknown()).nullish(), registries: named, targets: named };

const { name: _, context: __, paused: ___, ...ofDefaults } = clusterSpecObject.shape;
export const defaultFieldNames = Object.keys(ofDefaults) as (keyof typeof ofDefaults)[];

const mergeable = {
  ...(Object.fromEntries(defaultFieldNames.map((field) => [field, later])) as Record<
    keyof typeof ofDefaults,
    typeof later
  >),
  ...inParts,
};

export const defaultsStructure = z.strictObject(mergeable);

export const entryStructure = z.strictObject({
  name: dnsLabel,
  ...mergeable,
  paused: later,
  omit: omit.nullish(),
  access: access.nullish(),
});

/**
 * A cluster of a file, merged. Its context belongs to its access; without `renew` and `paused`, these stay as they are.
 */
export const entrySpec = clusterSpecObject
  .omit({ context: true, renew: true, paused: true })
  .extend({ renew: z.boolean().optional(), paused: z.boolean().optional() });

/** Checks the defaults alone, since perhaps no cluster shows their errors. Each field may be left to the clusters. */
export const defaultFields = entrySpec.omit({ name: true, paused: true }).partial();

/** The parts of a fleet file that merging needs; their contents are checked in the merged clusters. */
export const fleetStructure = z.strictObject({
  defaults: defaultsStructure.nullish(),
  clusters: z.array(entryStructure),
});

export type Defaults = z.infer<typeof defaultsStructure>;
export type RawEntry = z.infer<typeof entryStructure>;
export type Access = z.infer<typeof access>;
export type BootstrapAccess = z.infer<typeof bootstrapAccess>;

export type EntrySpec = z.infer<typeof entrySpec>;
