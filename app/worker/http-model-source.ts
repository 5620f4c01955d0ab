import type { ModelSource } from '../../models/artifact/load';
import { NotFoundError } from '../../models/errors';

/** A model's files as the server that the page came from gives them, counted while they come. */
export function httpModelSource(model: string): ModelSource {
  return {
    async read(file, onLoaded) {
      const address = new URL(`/models/${encodeURIComponent(model)}/${encodeURIComponent(file)}`, self.location.origin);
      const response = await fetch(address).catch((cause: unknown) => {
        throw new NotFoundError('The model could not be downloaded. Check the connection and try again.', { cause });
      });
      if (!response.ok || response.body === null) {
        throw new NotFoundError(`The server has no ${file} of the model '${model}' (it answered ${response.status}). Choose another model, or try again.`);
      }
      return await readAll(response.body, onLoaded);
    },
  };
}

async function readAll(body: ReadableStream<Uint8Array>, onLoaded?: (loadedBytes: number) => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let loadedBytes = 0;
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    loadedBytes += next.value.length;
    onLoaded?.(loadedBytes);
  }
  const whole = new Uint8Array(loadedBytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
