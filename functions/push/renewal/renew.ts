import { asFailure } from '../../../shared/failure.ts';
import type { Kubeconfig } from '../../../shared/kubeconfig/kubeconfig.ts';
import { type Connection, connect } from '../../../shared/kubernetes/connect.ts';
import { faultFields } from '../../../shared/observability/log.ts';
import { metricNames } from '../../../shared/observability/names.ts';
import { advice } from '../../../shared/targets/advice.ts';
import { prove } from './prove.ts';
import type { Due, RenewalWorld, Renewed } from './request.ts';
import { requestToken } from './requestToken.ts';
import { store } from './store.ts';

/** Makes a new credential with the one that works, and puts it into use. Throws nothing. */
export async function renew(request: Due, world: RenewalWorld): Promise<Renewed> {
  const { record, working, deadline, allowedCidrs, requestTimeout } = request;
  const { now, random, sleep } = world;
  const connections: Connection[] = [];
  const open = (kubeconfig: Kubeconfig) => {
    const options = { advice, deadline, allowedCidrs, requestTimeout, now, random, sleep };
    const connection = connect(kubeconfig, options);
    connections.push(connection);
    return connection;
  };
  // What was noted stays noted, whatever fails later.
  const known = { kubeconfig: record.kubeconfig };
  try {
    const before = open(working);
    const granted = await requestToken(request, before.api);
    if ('because' in granted) return { ...known, result: 'put-off', because: granted.because };
    before.redactor.add(granted.token);
    const next: Kubeconfig = { ...working, credential: { token: granted.token } };
    await prove(record.spec, { before: before.api, after: open(next).api }, granted, world);
    const result = await store(request, { kubeconfig: next, self: granted.self, known }, world);
    return { ...known, result };
  } catch (error) {
    const failure = asFailure(error);
    const { kind, message, remedy } = failure.report();
    const hide = (text: string) => connections.reduce((shown, { redactor }) => redactor.hide(shown), text);
    return {
      ...known,
      result: 'failed',
      failure: { kind, message: hide(message), remedy: hide(remedy) },
      ...(kind === 'internal' && { fault: faultFields(failure.cause ?? failure) }),
    };
  } finally {
    const requests = connections.reduce((sum, connection) => sum + connection.requests(), 0);
    request.meter.count(metricNames.requestsMade, requests);
    for (const connection of connections) connection.close();
  }
}
