/**
 * A name that an object can have (a DNS subdomain), or a resource with its group. Whatever else a server names must
 * not become part of a command in a remedy.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
 */
export const objectName = /^[a-z0-9][a-z0-9.-]{0,252}$/;
