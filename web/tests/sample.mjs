// Orders of the tests: invented people and units.
export const orders = [1, 2, 3, 4, 5].map((n) => ({
  no: `WX-20261122-000${n}`,
  reporter_unit: ['东岭供电公司（样例）', '南湖变电站（样例）'][n % 2],
  reporter: ['张样例', '李样例'][n % 2],
  phone: `555-010${n}`,
  reported_at: `2026-11-22T0${n}:30:00+08:00`,
  priority: String(1 + (n % 4)),
  symptoms: '调度电话无声',
  description: `第 ${n} 号调度台电话摘机无拨号音，已重启无效。`,
}))

/** The same in English: an English page must hold no Chinese. */
export const english = orders.map((row, n) => ({
  ...row,
  reporter_unit: ['East Ridge Power (sample)', 'South Lake Substation (sample)'][n % 2],
  reporter: ['A. Sample', 'B. Sample'][n % 2],
  symptoms: 'No sound',
  description: `Dispatch phone ${n + 1} has no dial tone; a restart did not help.`,
}))
