/** The field manager of everything PullPass applies. */
export const fieldManager = 'pullpass';
