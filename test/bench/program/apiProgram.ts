import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage, Server } from 'node:http';
import { saveCensus } from '../../../shared/clusters/store/census.ts';
import { startApi } from '../../integration/registration/anApi.ts';
import { aRecord, failingFor, store } from '../../support/widget/store.ts';
import { endsAfter } from '../../support/widget/views.ts';
import { answerQuestions } from '../processes/answerQuestions.ts';

/** A program: the API over the local AWS, and one simulated cluster behind all kubeconfigs. */
export type ApiQuestion =
  /** Hold so many clusters, and say where the API is, and with what kubeconfig a cluster is reached. */
  | { ask: 'start'; clusters: number }
  /** Say what was asked of the API since it was asked this last. */
  | { ask: 'requests' };

export interface ApiAnswer {
  url: string;
  /** Of the simulated cluster, which has the namespace payments. */
  kubeconfig: string;
  /** `GET /clusters?limit=500`, in their order. */
  requests: string[];
  /** PUT requests under way at the same time, at most. */
  mostPuts: number;
}

const api = await startApi();
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
    // One in a hundred fails; the token of one that is Healthy ends soon, so that all must be looked at.
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
