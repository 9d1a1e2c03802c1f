import { positive } from '../environment.ts';

/** From when on something is worth telling: deploy parameters, the same for alarms, API and page. */
export interface FleetLimits {
  /** A token with less life than this is at risk. */
  atRiskMinutes: number;
  /** A cluster failing for longer than this has been failing for long. */
  failingMinutes: number;
  /** A kubeconfig that ends within this is to be replaced. */
  kubeconfigDays: number;
}

/** The functions' environment → the limits. Throws where one is no positive number. */
export function fleetLimitsFrom(environment: NodeJS.ProcessEnv): FleetLimits {
  return {
    atRiskMinutes: positive(environment, 'AT_RISK_MINUTES'),
    failingMinutes: positive(environment, 'FAILING_MINUTES'),
    kubeconfigDays: positive(environment, 'KUBECONFIG_DAYS'),
  };
}
