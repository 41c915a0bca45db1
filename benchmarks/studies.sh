#!/bin/sh
# The studies that the results chapters read, each one command:
#
#     ROOT=where/mnist/lies benchmarks/studies.sh mnist-epochs
#
# Hours on a CPU. A study can be stopped at any time, and goes on when called again. One thread, nothing else beside it.
set -eu
cd "$(dirname "$0")/.."
export OMP_NUM_THREADS=1
study=$1

run() {  # contenders, budget, seeds, more
    # shellcheck disable=SC2086  # more is words
    pclnb compare --contenders "$1" --budget "$2" --seeds "$3" ${4:-} --data "${DATA:-mnist}" --root "${ROOT:-data}" --device cpu --out "benchmarks/results/$study"
}

variants() {  # of a contender: option, values
    name=$1 option=$2
    shift 2
    list=
    for value; do list="$list${list:+,}$name+$option=$value"; done
    echo "$list"
}

case "$study" in
mnist-epochs)  # who is ahead after equal epochs?
    run vae,lpc,lpc-reverse,iwae,lpc-jeffreys,lpc-paper epochs:40 3
    run vae-stl,iwae-dreg,pc,hoffman,lpc-ula,lpc-test,lpc-proposals,lpc-mala,lpc-underdamped epochs:40 3
    run pc-plain,short-run,persistent epochs:40 3 ;;
learning-rates)  # is there more to be had beyond the grid?
    run vae+lr=0.004,lpc-reverse+lr=0.004 epochs:40 1 --no-tune ;;
mnist-300)  # where a VAE is after as long as it is usually given; judges "in how many of its iterations"
    run vae+lr=0.002,vae+lr=0.001,vae-stl+lr=0.001 epochs:300 1 --no-tune ;;
mnist-rates)  # in as many seconds as a VAE takes for some 250 epochs, at the rate that is the better one at such a length?
    run vae+lr=0.001,lpc+lr=0.001,vae-stl+lr=0.001,iwae+lr=0.001,iwae-dreg+lr=0.001 seconds:800 3 --no-tune ;;
mnist-seconds)  # and at the rate that tuning for a tenth of the time chooses?
    run vae,lpc,lpc-reverse,iwae seconds:800 3
    run vae-stl,iwae-dreg,lpc-jeffreys,pc,lpc-paper seconds:800 3 ;;
mnist-short)  # everybody, for three minutes, with what tuning chose for equal epochs (done as two halves, in folders of their own, one on each core)
    run all seconds:180 3 "--tuning benchmarks/results/mnist-epochs --looks 10" ;;
steps)  # is a longer chain worth more epochs?
    run "$(variants lpc-reverse steps 0 1 2 4 8 16),lpc-reverse+steps=0+lr=0.001" grads:60000 3 ;;
step-sizes)  # how much does the metric forgive?
    for method in lpc-reverse+kernel=ou lpc-reverse+kernel=ula lpc-reverse+kernel=ula+metric=rms lpc-reverse+kernel=ula+metric=identity; do
        run "$(variants "$method+lr=0.002" step_size 0.001 0.003 0.01 0.03 0.1 0.3 1)" epochs:20 1 "--no-tune --looks 4"
    done
    run "$(variants lpc-reverse+steps=8+kernel=ou+lr=0.002 step_size 0.001 0.003 0.01 0.03 0.1 0.3 1)" epochs:20 1 "--no-tune --looks 4"
    run "$(variants lpc-reverse+steps=16+kernel=ou+lr=0.002 step_size 0.01 0.03 0.1 0.3 1)" epochs:20 1 "--no-tune --looks 4"
    run "$(variants lpc-reverse+kernel=ou+metropolis=yes+lr=0.002 step_size 0.1 0.3 1 1.7),$(variants lpc-reverse+steps=8+kernel=ou+metropolis=yes+lr=0.002 step_size 1 0.3)" epochs:20 1 "--no-tune --looks 4"
    run lpc-reverse+kernel=ou+lr=0.002+step_size=1.7,lpc-reverse+kernel=ula+lr=0.002+step_size=1.7,vae+lr=0.002 epochs:20 1 "--no-tune --looks 4" ;;
objectives)  # what should teach the encoder? With mnist-epochs, which has the others
    run "$(variants lpc-reverse objective forward reverse jeffreys)" epochs:40 1 ;;
objectives-mini)  # and on the set that comes with the package, as pclnb train has it?
    DATA=fashion-mini
    run lpc,lpc-reverse epochs:80 3 --no-tune ;;
theta-start)  # θ from the last state or from all; from the encoder, the prior, or where the chain was
    run lpc-reverse,lpc-reverse+theta=last,lpc-reverse+start=prior,lpc-reverse+start=prior+metric=identity,lpc-reverse+start=persistent+metric=identity epochs:40 3 ;;
fashion | cifar10 | cifar10-epochs)  # and on pictures? EXTRACTOR is the file that benchmarks/extractor.py writes
    DATA=${study%-epochs}
    pictures="--net conv --likelihood discretised-gaussian --test 250 --validation 100 --looks 6 --temperatures 2000 --extractor ${EXTRACTOR:?} --resize 112"
    if [ "$study" = cifar10-epochs ]; then  # given longer: nearly the iterations that the VAE has in cifar10
        run lpc-reverse+prior=learned+lr=0.0005+step_size=0.5,lpc-reverse+prior=learned+lr=0.001+step_size=0.5 epochs:24 1 "--no-tune $pictures"
        exit
    fi
    run vae,lpc-reverse,lpc-paper,lpc-jeffreys,iwae,pc grads:12000 1 "$pictures"
    if [ "$study" = cifar10 ]; then  # at lower rates, with stronger rivals, and with a learned prior: at the rates and steps that were tuned without
        run pc+lr=0.0005,vae-stl,vae-stl+lr=0.0005,iwae-dreg,iwae-dreg+lr=0.0005,lpc+prior=learned+lr=0.0005+step_size=0.5 grads:12000 1 "$pictures"
        run lpc-reverse+lr=0.0005,vae+prior=learned+lr=0.0005,lpc-reverse+prior=learned+lr=0.0005+step_size=0.5,lpc-reverse+prior=learned+lr=0.002+step_size=0.25,lpc-jeffreys+prior=learned+lr=0.001+step_size=0.5 grads:12000 1 "$pictures"
    else
        run vae+prior=learned+lr=0.002,lpc-reverse+prior=learned+lr=0.002+step_size=0.5,lpc+prior=learned+lr=0.002+step_size=0.5 grads:12000 1 "$pictures"
    fi ;;
*)
    echo "studies.sh: no study $study; there are mnist-epochs, learning-rates, mnist-300, mnist-rates, mnist-seconds, mnist-short, steps, step-sizes, objectives, objectives-mini, theta-start, fashion, cifar10, cifar10-epochs" >&2
    exit 2 ;;
esac
