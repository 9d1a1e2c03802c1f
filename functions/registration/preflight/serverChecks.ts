import type { Check } from '../../../shared/api/schemas.ts';
import { iso } from '../../../shared/iso.ts';
import type { Findings } from '../../../shared/preflight/findings.ts';
import { failed, passed, unchecked } from './check.ts';

/** Milliseconds. The API server and PullPass each judge tokens by their own clock; Kubernetes tolerates a minute. */
const mostDifference = 60_000;

/** Compares the server's clock with ours. */
export function clockChecks({ server }: Findings): Check[] {
  if (server === undefined) return [];
  const { ahead } = server;
  if (ahead === undefined) return [unchecked('clock', 'The API server does not say what time it has.')];
  if (Math.abs(ahead) < mostDifference)
    return [passed('clock', 'The clocks of the API server and PullPass agree.')];
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  return [
    failed(
      'clock',
      'unauthorized',
      `The clock of the API server is ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ${ahead > 0 ? 'fast' : 'slow'}.`,
      'Repair the time service (chronyd) of the control plane’s nodes. The cluster judges certificates and tokens by that clock, so they seem to expire too soon or too late.',
    ),
  ];
}

/** "The certificate of the API server verifies: by R11, to 2026-12-01." */
export function verified({ server }: Findings): string {
  const { certificate } = server ?? {};
  if (certificate === undefined) return 'The certificate of the API server verifies.';
  const end = iso(certificate.endsAt);
  return `The certificate of the API server verifies. It is by ${certificate.issuer}, and ends at ${end}.`;
}
