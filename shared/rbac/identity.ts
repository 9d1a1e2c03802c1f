/** A service account. */
export interface Identity {
  namespace: string;
  name: string;
}

/** `NAMESPACE/NAME` */
export const shown = ({ namespace, name }: Identity): string => `${namespace}/${name}`;
