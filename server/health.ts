import type { ServerResponse } from 'node:http';

export type ServerState = 'starting' | 'ok' | 'stopping';

export const healthPath = '/healthz';

/** 200 while the server takes requests, 503 before and after: what a load balancer or a container asks for. */
export function answerHealth(response: ServerResponse, state: ServerState): void {
  response.writeHead(state === 'ok' ? 200 : 503, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify({ status: state, uptimeSeconds: Math.round(process.uptime()) }));
}
