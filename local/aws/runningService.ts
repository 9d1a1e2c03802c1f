import type { Server } from 'node:http';

/** A started server and how to stop it. */
export interface RunningService {
  /** Base URL, for AWS_ENDPOINT_URL_<SERVICE>. */
  endpoint: string;
  server: Server;
  stop(): Promise<void>;
}
