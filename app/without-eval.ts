import { z } from 'zod';

// zod compiles its schemas where it may. The Content-Security-Policy forbids that, and a browser reports every attempt.
z.config({ jitless: true });
