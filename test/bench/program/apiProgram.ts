import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage, Server } from 'node:http';
import { saveCensus } from '../../../shared/clusters/store/census.ts';
import { startApi } from '../../integration/registration/anApi.ts';
import { aRecord, failingFor, store } from '../../support/widget/store.ts';
import { endsAfter } from '../../support/widget/views.ts';
import { answerQuestions } from '../processes/answerQuestions.ts';

/** A program: the API over the local AWS, and one simulated cluster behind all kubeconfigs. */
export type ApiQuestion =
  /** Hold this many clusters, and return the API's address and a kubeconfig for a cluster. */
  | { ask: 'start'; clusters: number }
  /** Return the API's requests since this was last asked. */
  | { ask: 'requests' };

export interface ApiAnswer {
  url: string;
  /** For the simulated cluster, which has the namespace payments. */
  kubeconfig: string;
  /** In order, such as `GET /clusters?limit=500`. */
  requests: string[];
  /** The most concurrent PUT requests. */
  mostPuts: number;
}

const api = await startApi({ withoutSockets: false });
api.cluster.addNamespace('payments');

let requests: string[] = [];
let puts = 0;
let mostPuts = 0;
const port = new URL(api.url).port;
const isOurs = ({ server }: { server: Server }) => {
  const address = server.address();
  return typeof address === 'object' && String(address?.port) === port;
};
type Message = { request: IncomingMessage; server: Server };
diagnostics.subscribe('http.server.request.start', (message) => {
  const { request } = message as Message;
  if (!isOurs(message as Message)) return;
  requests.push(`${request.method} ${request.url}`);
  if (request.method === 'PUT') mostPuts = Math.max(mostPuts, ++puts);
});
diagnostics.subscribe('http.server.response.finish', (message) => {
  if (isOurs(message as Message) && (message as Message).request.method === 'PUT') puts -= 1;
});

answerQuestions<ApiQuestion, ApiAnswer>(async (question) => {
  if (question.ask === 'start') await hold(question.clusters);
  const answer = { url: api.url, kubeconfig: api.endpoint.kubeconfig('admin'), requests, mostPuts };
  requests = [];
  mostPuts = 0;
  return answer;
});

async function hold(clusters: number): Promise<void> {
  const now = Date.now();
  const ends = now + 11 * 3_600_000;
  const names = Array.from({ length: clusters }, (_, index) => `cluster-${String(index).padStart(4, '0')}`);
  await store(
    api.table,
    // One in a hundred fails; a Healthy one has a token that expires soon, so that all must be looked at.
    names.map((name, index) =>
      index % 100 === 1
        ? aRecord(name, { status: failingFor(10, ends) })
        : aRecord(name, { status: { ends: index === 2 ? endsAfter(60) : ends } }),
    ),
  );
  // As the tick leaves it.
  if (clusters > 0)
    await saveCensus(api.table, { registered: clusters, countedAt: new Date(now).toISOString() });
}
