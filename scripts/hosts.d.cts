export type Service = {
  run(source: unknown, options: unknown): Promise<{ status: string; data: unknown; metadata: Record<string, unknown> }>;
  testConnection(source: unknown): Promise<{ status: string; message?: string }>;
};

type Loader = (code: string) => { default: new () => Service };

export const loaders: { A: Loader; C1: Loader; C2: Loader };
export function loadService(code: string, loader?: keyof typeof loaders): Service;
export function failed(error: Error): { status: 'failed'; message: string; description: string; data: unknown };
