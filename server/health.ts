import type { ServerResponse } from 'node:http';

export type ServerState = 'starting' | 'ok' | 'stopping';

/** Whether the process lives: what a container asks. */
export const healthPath = '/healthz';
/** Whether it should be sent requests: what a load balancer asks. */
export const readyPath = '/readyz';
/** What it has done, for Prometheus. */
export const metricsPath = '/metrics';

/** 200 while the server takes requests, 503 before and after. */
export function answerHealth(response: ServerResponse, state: ServerState): void {
  answer(response, state === 'ok', { status: state, uptimeSeconds: Math.round(process.uptime()) });
}

/** @param offloadReady whether frames would be looked at; true where the server does not offer it */
export function answerReady(response: ServerResponse, state: ServerState, offloadReady: boolean): void {
  answer(response, state === 'ok' && offloadReady, { status: state, offload: offloadReady ? 'ready' : 'not ready' });
}

export function answerMetrics(response: ServerResponse, metrics: { readonly contentType: string; text(): Promise<string> }): void {
  metrics.text().then(
    (text) => response.writeHead(200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).end(text),
    () => response.writeHead(500).end(),
  );
}

function answer(response: ServerResponse, good: boolean, body: object): void {
  response.writeHead(good ? 200 : 503, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}
