import { useId } from 'react';
import { LONGEST_TOKEN } from '../../../models/protocol/limits';
import type { TokenState } from '../../offload/offloading-state';
import field from '../../ui/field.module.css';
import styles from './token-form.module.css';

/** Asks for the token of a server that serves only who has it. */
export function TokenForm({ state, onToken }: { readonly state: TokenState; readonly onToken: (token: string) => void }) {
  const id = useId();
  const problem = `${id}-problem`;
  const wrong = state === 'wrong';
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        const token = new FormData(event.currentTarget).get('token');
        if (typeof token === 'string' && token.trim() !== '') onToken(token.trim());
      }}
    >
      <label htmlFor={id}>The server asks for its token. Whoever runs it has one; it is kept on this device.</label>
      <input className={field.input} id={id} name="token" type="password" autoComplete="off" maxLength={LONGEST_TOKEN} required aria-invalid={wrong} aria-describedby={wrong ? problem : undefined} />
      <button className={field.button} type="submit">Use it</button>
      {wrong && <p ref={showProblem} className={styles.problem} id={problem} role="alert">This is not the server’s token. Check it and type it again.</p>}
    </form>
  );
}

/** The field may be the last thing that is in view. */
const showProblem = (problem: HTMLElement | null): void => problem?.scrollIntoView({ block: 'nearest' });
