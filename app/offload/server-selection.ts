import { inputSizes } from '../../models/artifact/input-size';
import type { Select, ServedCard } from '../../models/protocol/messages';
import { SizeChooser } from '../../models/engine/choose-size';
import { BUDGET_MS } from './offload-client';

/** What is to be looked with on the server. */
export interface ServerRequest {
  readonly model: string;
  /** Side of the input; 'automatic': the largest with which answers come in time; undefined: the model's own. */
  readonly size: number | 'automatic' | undefined;
  /** No device runs it: where the server does not look with it, somebody has to be told. */
  readonly serverOnly: boolean;
  /** What lies below is never worth sending; above it the page's own threshold decides. */
  readonly lowestScore: number;
}

/** Half of the answers within half of their time, so that most of the others come in time too. */
const SERVER_SIZES = { budgetMs: BUDGET_MS / 2, runs: 5 };

/** What the server looks with: the model that is wanted, at the largest size with which it answers in time, unless a person chose one. */
export class ServerSelection {
  private look: ServerRequest | undefined;
  private sizes: SizeChooser | undefined;
  private said: ServedCard | undefined;

  constructor(private readonly select: (select: Select) => void) {}

  get wanted(): ServerRequest | undefined {
    return this.look;
  }

  /** What the server has said that it looks with; undefined until then. */
  get card(): ServedCard | undefined {
    return this.said;
  }

  /** @returns what is another one than before */
  want(look: ServerRequest): 'model' | 'size' | 'nothing' {
    const changed = look.model !== this.look?.model ? 'model' : look.size !== this.look.size ? 'size' : 'nothing';
    this.look = look;
    if (changed === 'nothing') return changed;
    this.sizes = undefined;
    this.said = undefined;
    this.selectAt(look.size === 'automatic' ? 'largest' : look.size);
    return changed;
  }

  selected(card: ServedCard): void {
    this.said = card;
    if (this.look?.size === 'automatic') this.sizes ??= new SizeChooser(inputSizes(card), SERVER_SIZES);
  }

  /** A frame was answered, or let go, in which case it counts as having taken all of its time: another size may suit the server better. */
  answered(latencyMs = BUDGET_MS): void {
    if (this.said === undefined) return;
    const size = this.sizes?.ran(this.said.input.width, latencyMs);
    if (size !== undefined) this.selectAt(size);
  }

  private selectAt(size: number | 'largest' | undefined): void {
    if (this.look !== undefined) this.select({ model: this.look.model, size, scoreThreshold: this.look.lowestScore });
  }
}
