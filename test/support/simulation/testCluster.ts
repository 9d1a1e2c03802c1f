import { SimulatedCluster } from '../../../shared/simulation/cluster.ts';
import type { Namespace, Secret, ServiceAccount } from '../../../shared/simulation/objects.ts';
import type { AdmissionRequest } from '../../../shared/simulation/registry.ts';
import type { Route } from '../../../shared/simulation/route.ts';
import type { Claims } from '../../../shared/simulation/tokens.ts';
import { Admission, type Denier } from './admission.ts';
import type { ActiveFault, Fault } from './fault.ts';
import { Faults } from './faults.ts';
import { factsOf, RequestLog } from './requests.ts';

/** A simulated cluster with faults and deniers to switch on, a log of its requests, and other people at work in it. */
export class TestCluster extends SimulatedCluster {
  readonly requests = new RequestLog();
  readonly faults = new Faults(this.requests);
  readonly #admission = new Admission();

  override get interceptor(): Faults {
    return this.faults;
  }

  /** Switches a fault on. */
  inject(fault: Fault): ActiveFault {
    return this.faults.inject(fault);
  }

  /** Seconds; undefined: tokens live as long as requested. */
  get longestTokenLife(): number | undefined {
    return this.maxTokenSeconds;
  }

  /** Shortens tokens issued from now on; undefined: not any more. */
  capTokens(seconds: number | undefined): void {
    this.maxTokenSeconds = seconds;
  }

  /** A token that TokenRequest issued, with other claims, as if the cluster had made it at another time. */
  resignToken(token: string, change: Partial<Claims>): string {
    return this.signer.resigned(token, change);
  }

  /** Adds a denier of writes that RBAC allows; returns a function that removes it. */
  deny(denier: Denier): () => void {
    return this.#admission.add(denier);
  }

  /** Makes it an OpenShift cluster whose control plane runs there. */
  setControlPlaneTopology(controlPlaneTopology: string): void {
    this.controlPlaneTopology = controlPlaneTopology;
  }

  /** Puts a namespace into Terminating, in which nothing new can be made. */
  terminateNamespace(name: string): void {
    this.registry('namespaces').delete(this.context('', name), {});
  }

  /** Removes a namespace and its contents at once, as the namespace controller finally does. */
  removeNamespace(name: string): void {
    for (const resource of ['secrets', 'serviceaccounts', 'roles', 'rolebindings']) {
      for (const [, { metadata }] of this.store.list(resource).entries) {
        if (metadata.namespace === name) this.store.delete(resource, name, metadata.name ?? '');
      }
    }
    this.store.delete('namespaces', '', name);
  }

  namespaces(): Namespace[] {
    return this.store.list('namespaces').entries.map(([, object]) => object as Namespace);
  }

  secrets(): Secret[] {
    return this.store.list('secrets').entries.map(([, object]) => object as Secret);
  }

  /** Removes an object without going through the API. */
  remove(resource: 'secrets' | 'serviceaccounts', namespace: string, name: string): void {
    this.store.delete(resource, namespace, name);
  }

  /** Changes a service account as another controller would: its resourceVersion changes. */
  changeServiceAccount(namespace: string, name: string, change: Partial<ServiceAccount>): void {
    const live = this.serviceAccount(namespace, name);
    if (!live) throw new Error(`The simulated cluster has no service account ${namespace}/${name}.`);
    const context = this.context(namespace, name, 'another-controller');
    this.registry('serviceaccounts').update({ ...live, ...change }, context);
  }

  /** Changes a secret's metadata as if somebody had edited it. */
  changeSecretMetadata(namespace: string, name: string, change: Partial<Secret['metadata']>): void {
    const live = this.secret(namespace, name);
    if (!live) throw new Error(`The simulated cluster has no secret ${namespace}/${name}.`);
    const context = this.context(namespace, name, 'kubectl-edit');
    const { resourceVersion: _, ...metadata } = live.metadata;
    this.registry('secrets').update({ ...live, metadata: { ...metadata, ...change } }, context);
  }

  /** Expires all `continue` tokens issued so far, as etcd's compaction does. */
  expireContinueTokens(): void {
    this.store.compact();
  }

  /** Adds a secret as if somebody else had made it. `data`: plain text. */
  addSecret(
    namespace: string,
    name: string,
    fields: {
      type?: string;
      data?: Record<string, string>;
      labels?: Record<string, string>;
      manager?: string;
    },
  ): void {
    const { type, data = {}, labels, manager } = fields;
    const metadata = { name, ...(labels ? { labels } : {}) };
    this.write('secrets', namespace, { metadata, stringData: data, ...(type ? { type } : {}) }, manager);
  }

  protected override answered(route: Route, username: string, status: number): void {
    this.requests.add({ ...factsOf(route), username, status });
  }

  protected override admit(request: AdmissionRequest): void {
    this.#admission.validate(request);
  }
}
