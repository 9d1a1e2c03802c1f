/** The parts of aws4 that we use; it ships no types. */
declare module 'aws4' {
  interface Request {
    host: string;
    method: string;
    path: string;
    service: string;
    region: string;
    headers: Record<string, string>;
    body?: string | Uint8Array;
  }

  const aws4: {
    /** Adds the signature to the request's headers, and returns the request. */
    sign(
      request: Request,
      credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string },
    ): Request;
  };
  export default aws4;
}
