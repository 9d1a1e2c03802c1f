/** A service account. */
export interface Identity {
  namespace: string;
  name: string;
}
