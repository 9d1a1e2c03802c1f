import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type { AwsService } from '../../../../local/aws/calls.ts';
import type { EmbeddedAws } from '../../../../local/aws/startAws.ts';
import { InProcessHandler } from './handler.ts';
import { type Credentials, NamingSigner } from './namingSigner.ts';

/**
 * For an SDK's client over the embedded AWS, as `aws.clientConfig`, where a test does not ask about the wire: requests
 * are handed over in this process and not signed, and settings are not looked for in the environment and in files.
 */
export function inProcessConfig(aws: EmbeddedAws, service: AwsService, given?: Credentials) {
  const config = aws.clientConfig(service);
  return {
    ...config,
    ...(given && { credentials: given }),
    requestHandler: new InProcessHandler(aws.servers[service]),
    signerConstructor: NamingSigner,
    ...settings,
  };
}

/** The same, with pauses of milliseconds before an attempt that follows a failed one, instead of up to seconds. */
export const quickConfig = (...given: Parameters<typeof inProcessConfig>) => ({
  ...inProcessConfig(...given),
  retryStrategy: new ConfiguredRetryStrategy(settings.maxAttempts, 5),
});

/** The SDK's defaults. */
const settings = {
  accountIdEndpointMode: 'preferred' as const,
  authSchemePreference: [],
  defaultsMode: 'legacy' as const,
  endpointDiscoveryEnabledProvider: async () => undefined,
  maxAttempts: 3,
  retryMode: 'standard',
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  userAgentAppId: async () => undefined,
};
