/** How a secret of PullPass is told from others, in its metadata. */
export const managedByLabel = 'app.kubernetes.io/managed-by';
export const clusterAnnotation = 'pullpass.io/cluster';
export const validUntilAnnotation = 'pullpass.io/valid-until';
/** Names of the secrets that were written beside it, with commas. */
export const besideAnnotation = 'pullpass.io/beside';

export interface Marks {
  labels?: Record<string, string> | undefined;
  annotations?: Record<string, string> | undefined;
}

/** Whether PullPass made it for this cluster. */
export function isOurs({ labels, annotations }: Marks = {}, cluster: string): boolean {
  return labels?.[managedByLabel] === 'pullpass' && annotations?.[clusterAnnotation] === cluster;
}
