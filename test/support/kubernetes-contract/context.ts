import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { type ApiAnswer, ApiClient } from './client.ts';
import type { ContractSubject } from './subject.ts';

/** What the tests of the contract use. */
export interface ContractContext {
  subject: ContractSubject;
  admin: ApiClient;
  alice: ApiClient;
  bob: ApiClient;
  carol: ApiClient;
  /** A client with any token, or without one. */
  as(token?: string): ApiClient;
  /** Makes a namespace with a unique name, and returns the name. */
  namespace(labels?: Record<string, string>): Promise<string>;
  close(): void;
}

export type Context = () => ContractContext;

export function contractContext(subject: ContractSubject): ContractContext {
  const clients: ApiClient[] = [];
  const as = (token?: string) => {
    const client = new ApiClient(subject.server, subject.ca, token);
    clients.push(client);
    return client;
  };
  const admin = as(subject.adminToken);
  return {
    subject,
    admin,
    alice: as(subject.users.alice),
    bob: as(subject.users.bob),
    carol: as(subject.users.carol),
    as,
    async namespace(labels = {}) {
      const name = `ns-${randomUUID().slice(0, 13)}`;
      const made = await admin.post(namespaces, { metadata: { name, labels } });
      expect(made.status).toBe(201);
      return name;
    },
    close: () => {
      for (const client of clients) client.close();
    },
  };
}

export const namespaces = '/api/v1/namespaces';
export const secretsOf = (namespace: string) => `${namespaces}/${namespace}/secrets`;
export const accountsOf = (namespace: string) => `${namespaces}/${namespace}/serviceaccounts`;
export const base64 = (text: string) => Buffer.from(text).toString('base64');
export const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
export const metadataListOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** An object of the API, as the tests read it. */
export interface Shown {
  kind?: string;
  apiVersion?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid: string;
    resourceVersion: string;
    creationTimestamp: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    managedFields?: { manager: string; operation: string; apiVersion: string; fieldsV1: unknown }[];
  };
  data?: Record<string, string>;
  type?: string;
  secrets?: { name: string }[];
  imagePullSecrets?: { name: string }[];
  spec?: { finalizers?: string[] };
  status?: { phase?: string };
}

/** The object in an answer, which must have this HTTP status. */
export function shown(answer: ApiAnswer, status = 200): Shown {
  expect({ status: answer.status, text: answer.status === status ? '' : answer.text }).toEqual({
    status,
    text: '',
  });
  return answer.json<Shown>();
}

/** Asserts the whole Status of a failure. */
export function expectFailure(
  answer: ApiAnswer,
  code: number,
  fields: { message: string; reason?: string; details?: object },
): void {
  expect(answer.json()).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code,
    ...fields,
  });
  expect(answer.status).toBe(code);
}

/** The managers, as `{ manager: { operation, fields } }`. */
export function owners(object: Shown): Record<string, { operation: string; fields: unknown }> {
  const entries = object.metadata.managedFields ?? [];
  return Object.fromEntries(
    entries.map(({ manager, operation, fieldsV1 }) => [manager, { operation, fields: fieldsV1 }]),
  );
}
