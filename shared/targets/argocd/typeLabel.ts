/** The label by which Argo CD finds its repositories among all secrets. */
export const typeLabel = 'argocd.argoproj.io/secret-type';
