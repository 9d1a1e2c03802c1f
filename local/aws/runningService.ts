/** A started server and how to stop it. */
export interface RunningService {
  /** Base URL, for AWS_ENDPOINT_URL_<SERVICE>. */
  endpoint: string;
  stop(): Promise<void>;
}
