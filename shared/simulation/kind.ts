import type { Schema, schemas } from './fields/schema.ts';
import type { KubeObject } from './objects.ts';
import type { FieldError } from './validation.ts';

/** What the API does for one resource, beyond what it does for all. */
export interface Kind {
  resource: keyof typeof schemas;
  kind: string;
  /** '' for the core group. */
  group: string;
  namespaced: boolean;
  schema: Schema;
  nameErrors(name: string): string[];
  /** Sets the defaults that the API server sets, and converts write-only fields to stored ones. */
  complete(object: KubeObject): void;
  /** Sets what only the server sets on a new object. */
  prepare(object: KubeObject): void;
  validate(object: KubeObject): FieldError[];
  validateUpdate(next: KubeObject, live: KubeObject): FieldError[];
  /** Whether a deletion answers with the object instead of a Status. */
  answersDeleted: boolean;
}
