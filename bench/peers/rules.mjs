// SPDX-License-Identifier: Apache-2.0
// Items 7 and 24 as data: what fires a reason, and what is paid. Each engine gets them in its own
// language (engines.mjs). Dates are numbers of days; ages, class years and limits of dates are
// prepared for the peers, since not all of them know dates. Ours computes those itself.

const day = (text) => Date.parse(text) / 86400000;
const civil = (days) => new Date(days * 86400000);

function addMonths(days, months) {
  const date = civil(days);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0));
  last.setUTCDate(Math.min(date.getUTCDate(), last.getUTCDate()));
  return last.getTime() / 86400000;
}

function age(birth, on) {
  const a = civil(birth), b = civil(on);
  const early = b.getUTCMonth() - a.getUTCMonth() || b.getUTCDate() - a.getUTCDate();
  return b.getUTCFullYear() - a.getUTCFullYear() - (early < 0 ? 1 : 0);
}

// A condition is [fact, operator, value]; a value {fact} is that of another fact.
export const items = {
  7: {
    prepare: (facts) => ({
      ...facts,
      class_year: civil(facts.graduation_date).getUTCFullYear(),
      leaving_limit: addMonths(facts.graduation_date, 24),
      age: age(facts.birth_date, facts.hire_date),
      months: Math.min(facts.months_unemp, facts.months_injury, facts.months_pension),
    }),
    reasons: [
      ['NOT_ENTERPRISE', [['employer_kind', '!=', 'enterprise']]],
      ['NOT_CLASS_OF_YEAR', [['category', '=', 'grad_of_year'], ['class_year', '!=', 2023]]],
      ['GRADUATED_OVER_2Y', [['category', '=', 'grad_within_2y'],
                             ['hire_date', '>', { fact: 'leaving_limit' }]]],
      ['AGE_BELOW_16', [['category', '=', 'youth_16_24'], ['age', '<', 16]]],
      ['AGE_ABOVE_24', [['category', '=', 'youth_16_24'], ['age', '>', 24]]],
      ['NOT_REGISTERED_UNEMPLOYED', [['category', '=', 'youth_16_24'],
                                     ['registered_unemployed', '=', false]]],
      ['EMPLOYED_BEFORE', [['employed_before', '=', true]]],
      ['NO_CONTRACT', [['contract_signed', '=', false]]],
      ['INSURANCE_BELOW_1M', [['months', '<', 1]]],
      ['HIRED_EARLY', [['hire_date', '<', day('2023-01-01')]]],
      ['OUT_OF_WINDOW', [['hire_date', '>', day('2023-12-31')]]],
      ['APPLIED_LATE', [['application_date', '>', day('2023-12-31')]]],
      ['IDENTITY_USED', [['identity_used', '=', true]]],
      ['CONFLICT_P26', [['got_p26', '=', true]]],
    ],
    base: null, // a fixed amount
    percents: [[150000, []]],
  },
  24: {
    prepare: (facts) => ({
      ...facts,
      kind: facts.employer_kind === 'enterprise' ? 'enterprise'
        : ['public_institution', 'government'].includes(facts.employer_kind) ? 'none' : 'like',
      rate: facts.avg_insured > 0 ? facts.ui_claimants / facts.avg_insured : 0,
      limit: facts.avg_insured <= 30 ? 0.2 : 0.055,
    }),
    reasons: [
      ['KIND_NOT_COVERED', [['kind', '=', 'none']]],
      ['NO_INSURED', [['avg_insured', '<=', 0]]],
      ['LAYOFF_RATE_HIGH', [['avg_insured', '>', 0], ['rate', '>', { fact: 'limit' }]]],
      ['PAID_BELOW_12M', [['months_paid_prior_year', '<', 12]]],
      ['IN_ARREARS', [['arrears', '=', true]]],
      ['DISHONEST', [['dishonest', '=', true]]],
      ['OUT_OF_WINDOW', [['process_date', '>', day('2023-12-31')]]],
      ['ALREADY_PAID_THIS_YEAR', [['paid_in_year', '=', true]]],
    ],
    base: 'ui_premium_prior_year_fen',
    percents: [
      [30, [['kind', '=', 'enterprise'], ['employer_size', '=', 'large']]],
      [60, [['kind', '=', 'enterprise'], ['employer_size', '!=', 'large']]],
      [60, [['kind', '=', 'like'], ['avg_insured', '<', 300]]],
      [30, [['kind', '=', 'like'], ['avg_insured', '>=', 300]]],
    ],
  },
};

// What is paid of a base, rounded half up to the fen; without a base the figure itself.
export function amountOf(item, facts, percent) {
  return item.base ? Math.floor((facts[item.base] * percent + 50) / 100) : percent;
}
