import * as z from 'zod';
import { dnsLabel } from '../../../shared/clusters/names.ts';
import { clusterSpecObject } from '../../../shared/clusters/spec.ts';

/** A kubeconfig in a file beside the fleet file. */
export const kubeconfigAccess = z.strictObject({
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

export const access = z
  .strictObject({ kubeconfig: kubeconfigAccess })
  .describe(
    'Where the credential is. It is read when the cluster is new, when its stored credential was refused or has ended, and with --rotate.',
  );

export const omit = z
  .strictObject({
    registries: z.array(z.string()).nullish().describe('Names of registries of the defaults.'),
    targets: z.array(z.string()).nullish().describe('Names of targets of the defaults.'),
    labels: z.array(z.string()).nullish().describe('Keys of labels of the defaults.'),
  })
  .describe('What of the defaults this cluster does without.');

/** Judged whole once it is merged with the defaults. */
const later = z.unknown().optional();

/** Entries of the defaults and of a cluster are merged by their names: that much must be there beforehand. */
const named = z
  .array(
    z
      .looseObject({ name: z.string().nullish(), kind: z.string().nullish() })
      .refine(({ name, kind }) => (name ?? kind) != null, 'needs a kind, or the name of one of the defaults'),
  )
  .nullish();

const mergeable = {
  labels: z.record(z.string(), z.unknown()).nullish(),
  site: later,
  registries: named,
  targets: named,
  refreshEveryMinutes: later,
  sweepEveryMinutes: later,
  renew: later,
};

export const defaultsStructure = z.strictObject(mergeable);

export const entryStructure = z.strictObject({
  name: dnsLabel,
  ...mergeable,
  paused: later,
  omit: omit.nullish(),
  access: access.nullish(),
});

/** A cluster of a file, merged. Its context belongs to its access; left out, `renew` and `paused` leave it as it is. */
export const entrySpec = clusterSpecObject
  .omit({ context: true, renew: true, paused: true })
  .extend({ renew: z.boolean().optional(), paused: z.boolean().optional() });

/** The defaults by themselves, where no cluster may show what is wrong in them: each may be left to the clusters. */
export const defaultFields = entrySpec.omit({ name: true, paused: true }).partial();

/** The parts of a fleet file, as far as merging asks for: what is in them is judged of the merged clusters. */
export const fleetStructure = z.strictObject({
  defaults: defaultsStructure.nullish(),
  clusters: z.array(entryStructure),
});

export type Defaults = z.infer<typeof defaultsStructure>;
export type RawEntry = z.infer<typeof entryStructure>;
export type Access = z.infer<typeof access>;

export type EntrySpec = z.infer<typeof entrySpec>;
