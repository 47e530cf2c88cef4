import { invalid, type TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import { attempt, type FormProblem } from './form-problem.js';

const INPUTS = ['name', 'addonSettings.topup.offers', 'addonSettings.sms.text'];

describe('why a form was not taken', () => {
  const problemOf = async (error: TaplineError): Promise<FormProblem | undefined> => {
    const outcome = await attempt(INPUTS, () => Promise.reject(error));
    return outcome.isDone ? undefined : outcome.problem;
  };

  it('stands beside the list whose item is wrong', async () => {
    const words = 'offers.0 "5 GB" is not written as it should be; write it like 5 GB for 10.00, 30 days';
    const text = '"5 GB" is not written as it should be; write it like 5 GB for 10.00, 30 days.';
    expect(await problemOf(invalid('X', words, 'addonSettings.topup.offers.0'))).to.deep.equal({
      errors: { 'addonSettings.topup.offers': text },
    });
    expect(await problemOf(invalid('X', words, 'offers.0'))).to.deep.equal({ errors: { 'addonSettings.topup.offers': text } });
  });

  it('leaves out the name of an input that stands beside it, also where an add-on calls it by the end of its name', async () => {
    expect(await problemOf(invalid('X', 'text must NOT have fewer than 1 characters', 'addonSettings.sms.text'))).to.deep.equal({
      errors: { 'addonSettings.sms.text': 'This is missing.' },
    });
  });

  it('shows no regular expression, whether or not an input is at fault', async () => {
    for (const field of ['name', 'elsewhere', undefined]) {
      const problem = await problemOf(invalid('X', 'name must match pattern "^[a-z]+$"', field));
      expect(JSON.stringify(problem)).to.include('is not written as it should be').and.not.include('pattern');
    }
  });
});
