use engine::{
    log::{line, sentence},
    redact::Redactor,
};
use std::io::Read;
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    s.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}
fn main() {
    let mode = std::env::args().nth(1).unwrap();
    let mut s = String::new();
    std::io::stdin().read_to_string(&mut s).unwrap();
    let r = if mode == "keyed" { Redactor::keyed([1; 32]) } else { Redactor::default() };
    if mode == "show" {
        for l in s.lines() {
            let m = r.message(l);
            if m != l {
                println!("- {l}\n+ {m}\n");
            }
        }
        return;
    }
    let lines: Vec<&str> = s.lines().collect();
    if mode == "each" || mode == "keyed" {
        for l in &lines {
            let n = 3000;
            let t = cpu();
            for _ in 0..n {
                std::hint::black_box(r.message(std::hint::black_box(l)));
            }
            let e = (cpu() - t) / n as f64;
            let t = cpu();
            for _ in 0..n {
                std::hint::black_box(sentence::read(std::hint::black_box(line::split(l).body)));
            }
            let e2 = (cpu() - t) / n as f64;
            println!(
                "{:8.0} ns  {:6.0} ns {:6} bytes {:6.0} MB/s {}",
                e * 1e9,
                e2 * 1e9,
                l.len(),
                l.len() as f64 / e / 1e6,
                line::split(l).body.chars().take(40).collect::<String>()
            );
        }
        return;
    }
    let n = 2_000_000 / lines.len().max(1);
    let bodies: Vec<&str> = lines.iter().map(|l| line::split(l).body).collect();
    let t = cpu();
    let mut x = 0;
    for _ in 0..n {
        for l in &bodies {
            if std::hint::black_box(sentence::read(std::hint::black_box(l))) == sentence::Sentence::Unknown {
                x += 1;
            }
        }
    }
    println!("read {:.1} M lines/s {x}", (n * lines.len()) as f64 / (cpu() - t) / 1e6);
    let t = cpu();
    for _ in 0..n {
        for l in &bodies {
            x += r.message(std::hint::black_box(l)).len();
        }
    }
    println!("redact bodies {:.1} M lines/s {x}", (n * lines.len()) as f64 / (cpu() - t) / 1e6);
}
