/**
 * Why there is no reply of use, and whether the same request may be sent again: after a wait, at once through a new
 * connection, or not at all.
 */
export type Miss = { readonly error: Error; readonly again: 'later' | 'at once' | 'never' };

/** A miss that asking again does not cure, or makes worse. */
export const never = (error: Error): Miss => ({ error, again: 'never' });
