import type { Schema, schemas } from './fields/schema.ts';
import type { KubeObject } from './objects.ts';
import type { FieldError } from './validation.ts';

/** What the API does for one resource beyond what it does for all. */
export interface Kind {
  resource: keyof typeof schemas;
  kind: string;
  /** '' for the core group. */
  group: string;
  namespaced: boolean;
  schema: Schema;
  nameErrors(name: string): string[];
  /** Fills in what the API server fills in, and turns write-only fields into stored ones. */
  complete(object: KubeObject): void;
  /** What only the server sets on a new object. */
  prepare(object: KubeObject): void;
  validate(object: KubeObject): FieldError[];
  validateUpdate(next: KubeObject, live: KubeObject): FieldError[];
  /** Whether a deletion answers with the object in place of a Status. */
  answersDeleted: boolean;
}
