import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { answerFailure } from '../../../shared/kubernetes/answerFailure.ts';
import { isConflict, isForbidden, isNotFound } from '../../../shared/kubernetes/apiErrors.ts';
import { ApiStatusFailure } from '../../../shared/kubernetes/failures.ts';
import { parseStatus } from '../../../shared/kubernetes/status.ts';
import { statusMeaning } from '../../../shared/kubernetes/statusMeanings.ts';
import { advice } from '../../../shared/targets/advice.ts';
import { runs } from '../../support/fuzz.ts';

const request = {
  host: 'api.example.com:6443',
  method: 'PATCH',
  path: '/api/v1/namespaces/payments/secrets/ecr-credentials',
};

interface Given {
  code: number;
  message: string;
  reason?: string;
  details?: object;
}

const asBody = ({ code, message, reason, details }: Given) =>
  JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, details, code });

const meaningOf = (given: Given, asked = request) =>
  statusMeaning(
    given.code,
    parseStatus(asBody(given), (text) => text),
    asked,
    advice,
  );

const forbidden = (why: string): string => `secrets "ecr-credentials" is forbidden: ${why}`;

describe('who answered what, in the words seen from API servers', () => {
  test.each<[string, Given, object]>([
    [
      'Kyverno',
      {
        code: 400,
        message:
          'admission webhook "validate.kyverno.svc-fail" denied the request: \n\nresource Secret/payments/ecr-credentials was blocked due to the following policies \n\nrequire-labels:\n  check-team: label team is required',
      },
      { kind: 'denied', denial: { by: 'webhook', name: 'validate.kyverno.svc-fail', how: 'decided' } },
    ],
    [
      'Gatekeeper',
      {
        code: 403,
        reason: 'Forbidden',
        message:
          'admission webhook "validation.gatekeeper.sh" denied the request: [secrets-need-owner] you must provide labels: {"owner"}',
      },
      { kind: 'denied', denial: { by: 'webhook', name: 'validation.gatekeeper.sh', how: 'decided' } },
    ],
    [
      'a ValidatingAdmissionPolicy',
      {
        code: 422,
        reason: 'Invalid',
        message: forbidden(
          "ValidatingAdmissionPolicy 'no-pull-secrets' with binding 'everywhere' denied request: no secrets here",
        ),
      },
      {
        kind: 'denied',
        denial: {
          by: 'policy',
          name: 'no-pull-secrets',
          binding: 'everywhere',
          how: 'decided',
          words: 'no secrets here',
        },
      },
    ],
    [
      'a MutatingAdmissionPolicy',
      {
        code: 403,
        reason: 'Forbidden',
        message: "policy 'add-labels' with binding 'everywhere' denied request: expression failed",
      },
      { kind: 'denied', denial: { by: 'policy', name: 'add-labels', binding: 'everywhere' } },
    ],
    [
      'a quota',
      {
        code: 403,
        reason: 'Forbidden',
        message: forbidden(
          'exceeded quota: few, requested: secrets=1, used: secrets=10, limited: secrets=10',
        ),
      },
      {
        kind: 'denied',
        message:
          'The quota "few" denied PATCH /api/v1/namespaces/payments/secrets/ecr-credentials at api.example.com:6443: exceeded quota: few, requested: secrets=1, used: secrets=10, limited: secrets=10',
        remedy: expect.stringContaining('"kubectl describe quota few -n payments"'),
      },
    ],
    [
      'a quota whose name is a command',
      {
        code: 403,
        reason: 'Forbidden',
        message: forbidden('exceeded quota: a;reboot|sh, requested: secrets=1'),
      },
      { kind: 'denied', remedy: expect.stringContaining('"kubectl describe quota -n payments"') },
    ],
    [
      'a quota that nobody has counted yet',
      {
        code: 403,
        reason: 'Forbidden',
        message: forbidden('status unknown for quota: few, resources: secrets'),
      },
      { kind: 'denied', denial: { by: 'quota', name: 'few' } },
    ],
    [
      'a webhook that is down',
      {
        code: 500,
        reason: 'InternalError',
        message:
          'Internal error occurred: failed calling webhook "gate.example.com": failed to call webhook: Post "https://gate.gate.svc:443/?timeout=10s": no endpoints available for service "gate"',
      },
      {
        kind: 'denied',
        denial: { by: 'webhook', name: 'gate.example.com', how: 'unanswered' },
        message: expect.stringContaining('"gate.example.com" could not be asked about PATCH'),
      },
    ],
    [
      'a webhook that accepts no dry runs',
      {
        code: 400,
        reason: 'BadRequest',
        message: 'admission webhook "gate.example.com" does not support dry run',
      },
      { kind: 'denied', denial: { by: 'webhook', name: 'gate.example.com', how: 'not-in-dry-run' } },
    ],
    [
      'another plugin of the API server',
      {
        code: 403,
        reason: 'Forbidden',
        message: forbidden('cannot set blockOwnerDeletion in this case because cannot find RESTMapping'),
      },
      { kind: 'denied', denial: { by: 'plugin', how: 'decided' } },
    ],
    [
      'an authorizer',
      {
        code: 403,
        reason: 'Forbidden',
        message: forbidden(
          'User "system:serviceaccount:pullpass:pullpass" cannot patch resource "secrets" in API group "" in the namespace "payments"',
        ),
      },
      {
        kind: 'forbidden',
        denial: undefined,
        lack: {
          identity: 'system:serviceaccount:pullpass:pullpass',
          verb: 'patch',
          group: '',
          resource: 'secrets',
          name: 'ecr-credentials',
        },
      },
    ],
    [
      'an authorizer, of a list, with a reason',
      {
        code: 403,
        reason: 'Forbidden',
        message:
          'namespaces is forbidden: User "a&lt;b" cannot list resource "namespaces" in API group "" at the cluster scope: RBAC: clusterrole.rbac.authorization.k8s.io "x" not found',
      },
      { kind: 'forbidden', lack: { identity: 'a<b', verb: 'list', group: '', resource: 'namespaces' } },
    ],
    [
      'a namespace on its way out',
      {
        code: 403,
        reason: 'Forbidden',
        message: forbidden(
          'unable to create new content in namespace payments because it is being terminated',
        ),
        details: {
          causes: [{ reason: 'NamespaceTerminating', message: 'namespace payments is being terminated' }],
        },
      },
      { kind: 'not-found', denial: undefined },
    ],
    [
      'an API server that has just begun',
      { code: 403, reason: 'Forbidden', message: forbidden('not yet ready to handle request') },
      { kind: 'unreachable', denial: undefined },
    ],
  ])('%s', (_, given, expected) => {
    expect({ denial: undefined, ...meaningOf(given) }).toMatchObject(expected);
  });

  test.each([
    ['an HTML page', 403, '<html><h1>Forbidden</h1></html>'],
    ['an HTML page', 404, '<html><h1>Not Found</h1></html>'],
    ['JSON of another kind', 403, '{"message":"Forbidden"}'],
  ])('%s with %d is not an API server’s', (_, status, body) => {
    const details = parseStatus(body, (text) => text);
    expect(answerFailure({ status, body }, details, { advice, request, route: {} })).toMatchObject({
      kind: 'unreachable',
      status: undefined,
      remedy: expect.stringContaining('a proxy, a load balancer, a firewall'),
    });
  });

  test('about an API that it does not serve, an API server says so in plain text', () => {
    const body = '404 page not found\n';
    const details = parseStatus(body, (text) => text);
    const asked = { ...request, path: '/apis/config.openshift.io/v1/infrastructures/cluster' };
    const failure = answerFailure({ status: 404, body }, details, { advice, request: asked, route: {} });
    expect(isNotFound(failure)).toBe(true);
  });

  test.each([401, 403, 404])(
    'a webhook that denies with %d is neither the authorizer nor another server',
    (status) => {
      const message =
        'admission webhook "guard.example.com" denied the request: User "system:anonymous" is not welcome';
      const body = asBody({ code: status, message });
      const details = parseStatus(body, (text) => text);
      const route = { basePath: '/k8s/clusters/c-1', showsCertificate: true };
      expect(answerFailure({ status, body }, details, { advice, request, route })).toMatchObject({
        kind: 'denied',
        status,
      });
    },
  );
});

describe('what to do about a denial', () => {
  const gate: Given = { code: 403, message: 'admission webhook "gate" denied the request: no' };
  const at = (method: string, path: string) => ({ ...request, method, path: `/api/v1/namespaces/a/${path}` });

  test.each([
    ['of a write', at('PATCH', 'secrets/x'), 'exclude the namespace from the target'],
    ['of a deletion', at('DELETE', 'secrets/x'), 'delete secrets a/x by hand: PullPass then finds it gone'],
    [
      'of a link',
      at('PATCH', 'serviceaccounts/default'),
      'take default out of the target’s "serviceAccounts"',
    ],
  ])('%s', (_, asked, remedy) => {
    expect(meaningOf(gate, asked).remedy).toContain(remedy);
  });
});

const names = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,40}[a-z0-9])?$/);
/** A policy’s or webhook’s own words, which may look like anything. */
const words = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'secrets "x" is forbidden: User "u" cannot patch resource "secrets" in API group ""',
    'admission webhook "another" denied the request: no',
    'exceeded quota: q, requested: secrets=1',
    "ValidatingAdmissionPolicy 'another' denied request: no",
    'x is forbidden: not yet ready to handle request',
  ),
);
const codes = fc.integer({ min: 400, max: 599 });
const causes = fc.constantFrom(undefined, {
  causes: [{ reason: 'FieldManagerConflict' }, { reason: 'NamespaceTerminating' }],
});

describe('a denial, whatever its status code, cause and words', () => {
  const sayings: Record<string, (name: string, said: string) => [message: string, by: object]> = {
    'of a webhook': (name, said) => [
      `admission webhook "${name}" denied the request: ${said}`,
      { by: 'webhook', name, how: 'decided', words: said },
    ],
    'of a policy': (name, said) => [
      forbidden(`ValidatingAdmissionPolicy '${name}' with binding 'b' denied request: ${said}`),
      { by: 'policy', name, binding: 'b', how: 'decided', words: said },
    ],
    'for lack of an answer': (name, said) => [
      `Internal error occurred: failed calling webhook "${name}": ${said}`,
      { by: 'webhook', name, how: 'unanswered', words: said },
    ],
  };

  test.each(Object.entries(sayings))(
    '%s, is reported as its own, and not mistaken for anything else',
    (_, say) => {
      const property = fc.property(names, words, codes, causes, (name, said, code, details) => {
        const [message, denial] = say(name, said);
        const given = asBody({ code, message, ...(details && { details }) });
        const failure = new ApiStatusFailure(
          code,
          parseStatus(given, (text) => text),
          request,
          advice,
        );
        expect(failure).toMatchObject({ kind: 'denied', denial, lack: undefined });
        expect(failure.message).toContain(`"${name}"`);
        expect(failure.message.endsWith(said)).toBe(true);
        expect([isNotFound, isForbidden, isConflict].some((is) => is(failure))).toBe(false);
        expect(failure.hasCause('FieldManagerConflict') || failure.hasCause('NamespaceTerminating')).toBe(
          false,
        );
      });
      fc.assert(property, runs(1_000));
    },
  );

  test('is only recognised if the API server says it, not if an object or a user has such a name', () => {
    const property = fc.property(words, codes, (said, code) => {
      const message = `Operation cannot be fulfilled on secrets ${JSON.stringify(said)}: ${said}`;
      expect(meaningOf({ code, message }).denial).toBeUndefined();
      const user = JSON.stringify(said.replaceAll(/[<>&]/g, ''));
      const lacking = `secrets "x" is forbidden: User ${user} cannot get resource "secrets" in API group ""`;
      expect(meaningOf({ code: 403, reason: 'Forbidden', message: lacking })).toMatchObject({
        kind: 'forbidden',
        lack: { verb: 'get', resource: 'secrets', name: 'x' },
      });
    });
    fc.assert(property, runs(1_000));
  });
});
