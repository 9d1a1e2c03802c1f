import type { NetworkFinding } from '../../shared/preflight/findings.ts';
import type { Client } from '../api/client.ts';
import type { Sleep } from '../program/sleep.ts';
import type { Canary } from './canary/deploy.ts';
import type { Place } from './registration.ts';
import type { Steps } from './steps.ts';

export interface SmokeWorld {
  api: Client;
  steps: Steps;
  stage: string;
  /** Networks in which pushes run: undefined for the default network, and the sites' names. */
  networks: readonly (string | undefined)[];
  askNetwork(site: string | undefined, signal: AbortSignal): Promise<NetworkFinding>;
  /** The site with which the canary is registered. */
  site: string | undefined;
  registry: { accountId: string; region: string };
  /** Host of that registry. */
  host: string;
  place: Place;
  /** Makes the simulated cluster; undefined if a cluster of the admin's is used. */
  deployCanary: (() => Promise<Canary>) | undefined;
  removeCanary: () => Promise<void>;
  /** The kubeconfig to register with. */
  kubeconfig(canary: Canary | undefined): string;
  /** Whether the kubeconfig is gone from Secrets Manager. */
  isKubeconfigGone(name: string): Promise<boolean>;
  now: () => number;
  sleep: Sleep;
  /** Seconds to wait for a push. */
  timeout: number;
}
