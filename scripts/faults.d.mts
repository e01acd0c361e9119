export const faults: readonly { readonly id: string; readonly name: string }[];
