/* Start-up of a Cortex-M4F: copies data, clears bss, switches the floating-point unit on, runs main. */
#include <stdint.h>

extern uint32_t rl_data_load, rl_data_begin, rl_data_end, rl_bss_begin, rl_bss_end, rl_stack_top;
int main(void);
void rl_exit(int status);
void rl_reset(void);
void rl_fault(void);

void rl_reset(void) {
  const uint32_t *from = &rl_data_load;
  for (uint32_t *to = &rl_data_begin; to < &rl_data_end; to++) {
    *to = *from++;
  }
  for (uint32_t *to = &rl_bss_begin; to < &rl_bss_end; to++) {
    *to = 0;
  }
  *(volatile uint32_t *)0xE000ED88u |= 0xFu << 20;
  __asm__ volatile("dsb\n\tisb" ::: "memory");
  rl_exit(main());
}

void rl_fault(void) { rl_exit(3); }

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    &rl_stack_top, (const void *)rl_reset, (const void *)rl_fault, (const void *)rl_fault,
    (const void *)rl_fault, (const void *)rl_fault, (const void *)rl_fault};
