import { Alert, SubmitButton, TextField } from '@tapline/sdk/ui';
import type { JSX } from 'preact';

export interface SignInProps {
  readonly login: string;
  readonly next: string;
  readonly problem: string | undefined;
}

export function SignInForm({ login, next, problem }: SignInProps): JSX.Element {
  return (
    <>
      <h1>Sign in</h1>
      <p class="text-secondary">To the administration.</p>
      {problem !== undefined && <Alert tone="bad" title={problem} />}
      <form method="post" action="/sign-in" class="tl-fields">
        <input type="hidden" name="next" value={next} />
        <TextField name="login" label="Login" value={login} autocomplete="username" isRequired isFocused={login === ''} />
        <TextField name="password" label="Password" type="password" autocomplete="current-password" isRequired isFocused={login !== ''} />
        <div class="d-grid mt-2">
          <SubmitButton icon="login-2">Sign in</SubmitButton>
        </div>
      </form>
    </>
  );
}
