/** Whether PullPass may connect to an address, and if not, why. `because` completes "… is refused: it is …". */
export type AddressDecision = { allowed: true } | { allowed: false; because: string };

export const allowed: AddressDecision = { allowed: true };

export function forbidden(because: string): AddressDecision {
  return { allowed: false, because };
}
