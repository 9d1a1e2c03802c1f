import * as z from 'zod';
import { clusterSpecObject } from '../clusters/spec.ts';
import { addressFields, kubeconfigFields } from '../kubeconfig/stored.ts';

/** What a push function is asked outside of its queues, to answer from its own network. */
export const networkRequest = z.discriminatedUnion('ask', [
  /** Which parts of AWS are reachable; the answer is a NetworkFinding. */
  z.strictObject({ ask: z.literal('network') }),
  /** Whether an address is reachable, and TLS works there; the answer is a ProbeFinding. */
  z.strictObject({
    ask: z.literal('probe'),
    address: addressFields,
    /** How long it may take. */
    milliseconds: z.number().positive(),
  }),
  /** A preflight; the answer is Findings. */
  z.strictObject({
    ask: z.literal('preflight'),
    spec: clusterSpecObject,
    kubeconfig: kubeconfigFields,
    /** How long it may take. */
    milliseconds: z.number().positive(),
    /** Given: also looks at what is in the cluster. How pushes left it. */
    served: z
      .strictObject({
        servedAt: z.number().optional(),
        heldUntil: z.number().optional(),
        endless: z.literal(true).optional(),
      })
      .optional(),
  }),
]);

export type NetworkRequest = z.infer<typeof networkRequest>;
