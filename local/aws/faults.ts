import type { Call, CallFilter } from './calls.ts';
import { matches } from './calls.ts';

/**
 * What goes wrong with a call:
 * - `throttle`, `deny`, `error`: the service's own words for a throttle, for a missing permission, for a 500;
 * - `slow`: answered properly, after `ms`;
 * - `hang`: accepted and never answered; `reset`: the connection is cut;
 * - `lost-answer`: done, but the connection is cut before the answer: the caller cannot know, and tries again;
 * - `not-ready`: Lambda has no network for a function in a VPC, as after weeks without a call (others ignore it);
 * - `stale`: DynamoDB's eventually consistent reads keep showing what they first showed (others ignore it);
 * - `half-spent`: ECR answers with a token that has only half of its life left (other services ignore it);
 * - `missing`, `corrupt`: Secrets Manager finds no such secret, or answers with a damaged one (others ignore both).
 */
export type Fault =
  | {
      kind:
        | 'throttle'
        | 'deny'
        | 'error'
        | 'hang'
        | 'reset'
        | 'lost-answer'
        | 'not-ready'
        | 'stale'
        | 'half-spent'
        | 'missing'
        | 'corrupt';
    }
  | { kind: 'slow'; ms: number };

export interface FaultRule extends CallFilter {
  fault: Fault;
  /** How many calls it hits. Default: all. */
  times?: number;
}

/** Faults that can be switched on. The first rule that matches a call decides. */
export class Faults {
  #rules: { rule: FaultRule; left: number }[] = [];
  /** Called for each call that a fault hits, with the caller's port. */
  onStrike: (fault: Fault, port: number | undefined, call: Call) => void = () => undefined;

  /** Switches a fault on; the returned function switches it off. */
  inject(rule: FaultRule): () => void {
    const entry = { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
    this.#rules.push(entry);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== entry);
    };
  }

  clear(): void {
    this.#rules = [];
  }

  /** The fault that hits this call, if any; uses up one of the rule's `times`. `port`: the caller's. */
  take(call: Call, port?: number): Fault | undefined {
    const hit = this.#rules.find(({ rule, left }) => left > 0 && matches(rule, call));
    if (hit === undefined) return undefined;
    hit.left -= 1;
    this.onStrike(hit.rule.fault, port, call);
    return hit.rule.fault;
  }
}
