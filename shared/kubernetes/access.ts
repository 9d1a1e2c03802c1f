/**
 * One thing that PullPass wants to do, as a question to an authorizer. Without `namespace`: everywhere. Without
 * `group`: the core API group.
 */
export interface Access {
  verb: 'get' | 'list' | 'create' | 'patch' | 'delete' | '*';
  group?: string;
  resource: 'namespaces' | 'secrets' | 'serviceaccounts' | 'infrastructures' | '*';
  subresource?: 'token';
  name?: string;
  namespace?: string;
}
