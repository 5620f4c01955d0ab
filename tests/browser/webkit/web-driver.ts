import { z } from 'zod';

/** The key under which WebDriver names an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const elementSchema = z.object({ [ELEMENT]: z.string() });
const answerSchema = z.object({ value: z.unknown() });
const errorSchema = z.object({ error: z.string(), message: z.string() });
const sessionSchema = z.object({ sessionId: z.string() });

/** A browser that is told what to do by WebDriver (https://www.w3.org/TR/webdriver2/), as far as the tests need it. */
export class WebDriver {
  private constructor(private readonly session: string) {}

  /** @param driver its address; @param capabilities that the browser must have */
  static async open(driver: string, capabilities: Readonly<Record<string, unknown>>): Promise<WebDriver> {
    const { sessionId } = sessionSchema.parse(await send('POST', `${driver}/session`, { capabilities: { alwaysMatch: capabilities } }));
    return new WebDriver(`${driver}/session/${sessionId}`);
  }

  async close(): Promise<void> {
    await send('DELETE', this.session);
  }

  async goTo(url: string): Promise<void> {
    await send('POST', `${this.session}/url`, { url });
  }

  /** Runs the body of a function on the page, which finds what it is given in `arguments`; a promise that it returns is awaited. */
  evaluate(body: string, ...given: readonly unknown[]): Promise<unknown> {
    return send('POST', `${this.session}/execute/sync`, { script: body, args: given });
  }

  /** Chooses a file of this machine in the first element that a selector of CSS finds. */
  async chooseFile(selector: string, path: string): Promise<void> {
    const { [ELEMENT]: input } = elementSchema.parse(await send('POST', `${this.session}/element`, { using: 'css selector', value: selector }));
    await send('POST', `${this.session}/element/${input}/value`, { text: path });
  }

  /** Waits until the page's text has what is looked for. @throws Error with the text as it is when time is up */
  async untilText(wanted: RegExp, patienceMs: number): Promise<void> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const text = String(await this.evaluate('return document.body.innerText'));
      if (wanted.test(text)) return;
      if (Date.now() > end) throw new Error(`The page has no ${wanted.toString()}:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function send(method: 'POST' | 'DELETE', address: string, body?: unknown): Promise<unknown> {
  const response = await fetch(address, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const { value } = answerSchema.parse(await response.json());
  if (response.ok) return value;
  const { error, message } = errorSchema.parse(value);
  throw new Error(`WebDriver answered "${error}": ${message}`);
}
